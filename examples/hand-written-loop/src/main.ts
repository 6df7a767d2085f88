import * as tf from '@tensorflow/tfjs';
import { handWrittenLoop } from './hand-written-loop.js';

tf.enableProdMode();
await tf.setBackend('cpu');
handWrittenLoop({ print: console.log });
