import type { BackendName } from '@ildl/backends';
import type { MethodDescriptor } from './method-descriptor.js';
import type { PlannedCell } from './plan.js';
import type { Cell } from './result.js';
import type { CellProgress } from './run-cell.js';

/** What a worker is told. */
export type ToWorker =
  | { readonly type: 'start'; readonly backend: BackendName; readonly threads: number; readonly fma: boolean }
  | { readonly type: 'cell'; readonly cell: PlannedCell }
  /** Load a module and say what methods it has. */
  | { readonly type: 'describe'; readonly module: string }
  /** Make a method of these options. */
  | {
      readonly type: 'try';
      readonly module: string;
      readonly id: string;
      readonly options: PlannedCell['method']['options'];
    };

/** What a worker answers. */
export type FromWorker =
  | { readonly type: 'ready' }
  | ({ readonly type: 'progress' } & CellProgress)
  /** A fit reported an event of which there is no more to say: it goes on. */
  | { readonly type: 'alive' }
  /** Something that a user should know. */
  | { readonly type: 'notice'; readonly text: string }
  /** `isLast`: the process ends after it. */
  | { readonly type: 'done'; readonly cell: Cell; readonly isLast?: true }
  | { readonly type: 'described'; readonly methods: readonly MethodDescriptor[] }
  | { readonly type: 'tried' }
  | { readonly type: 'error'; readonly message: string; readonly code: string };
