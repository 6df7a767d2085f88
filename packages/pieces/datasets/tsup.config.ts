import { library } from '../../../tools/tsup.config';

// The matrix types are written into the declarations: a dependency on the interface would bring TensorFlow.js along.
export default library({ dts: { resolve: ['@ildl/interface', '@ildl/internal'] } });
