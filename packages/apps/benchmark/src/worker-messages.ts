import type { BackendName } from '@ildl/backends';
import type { PlannedCell } from './plan.js';
import type { Cell } from './result.js';
import type { CellProgress } from './run-cell.js';

/** What a worker is told. */
export type ToWorker =
  | { readonly type: 'start'; readonly backend: BackendName; readonly threads: number }
  | { readonly type: 'cell'; readonly cell: PlannedCell };

/** What a worker answers. */
export type FromWorker =
  | { readonly type: 'ready' }
  | ({ readonly type: 'progress' } & CellProgress)
  /** Something that a user should know. */
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'done'; readonly cell: Cell }
  | { readonly type: 'error'; readonly message: string; readonly code: string };
