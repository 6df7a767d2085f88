import { library } from '../../../tools/tsup.config';

// `Matrix` is inlined into the declarations: this package depends on nothing.
export default library({ dts: { resolve: ['@ildl/internal', '@ildl/interface'] } });
