import * as tf from '@tensorflow/tfjs';

// Before each file of tests with tensors. A test of another backend sets it itself.
tf.enableProdMode();
await tf.setBackend('cpu');
