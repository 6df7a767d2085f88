import { library } from '../../../tools/tsup.config';
import { entriesOf } from '../../../tools/workspace.mjs';
import manifest from './package.json';

export default library({ entry: entriesOf({ name: manifest.name, manifest }).map(({ source }) => source) });
