import { library } from '../../../tools/tsup.config';

export default library({
  entry: ['src/index.ts', 'src/node.ts'],
  // Which build of csv-parse is resolved where the package is used: that for pages brings a Buffer of its own.
  external: ['#csv-parse'],
  // The matrix types are written into the declarations: a dependency on the interface would bring TensorFlow.js along.
  dts: { resolve: ['@ildl/interface', '@ildl/internal'] },
});
