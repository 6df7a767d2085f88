import { library } from '../../../tools/tsup.config';

export default library();
