import { library } from '../../../tools/tsup.config';

export default library({ entry: ['src/index.ts', 'src/worker.ts'] });
