import * as tf from '@tensorflow/tfjs';
import { stepError } from '../errors.js';
import type { TypedArray } from '../graph/graph.js';
import type { ArrayStore } from '../trace/host.js';
import type { Arena, Block } from './arena.js';

/** The place of a tf variable in the arena, which backs the variable's values. */
export interface Place {
  readonly variable: tf.Variable;
  readonly block: Block;
  /** The data id whose values lie there. */
  bound: object | undefined;
  /** Plans that use it. */
  users: number;
}

/** Keeps the values of variables in the arena while plans use them, as views that TensorFlow.js reads. */
export const variablePlaces = (arena: Arena, store: ArrayStore) => {
  const places = new Map<tf.Variable, Place>();

  const view = ({ variable, block }: Place): TypedArray =>
    variable.dtype === 'int32'
      ? arena.int32View(block.address, variable.size)
      : arena.float32View(block.address, variable.size);

  arena.whenGrown(() => {
    for (const place of places.values())
      if (place.bound && store.has(place.bound)) store.entry(place.bound).values = view(place);
  });

  /** Copies the values out, before the arena is overwritten. */
  const detach = (place: Place): void => {
    if (place.bound && store.has(place.bound)) {
      const entry = store.entry(place.bound);
      entry.values = (entry.values as TypedArray).slice();
    }
    place.bound = undefined;
  };

  /**
   * Brings what was assigned to the variable since the last call into the arena. Where a plan is to write there, and
   * other tensors share the values, those keep a copy.
   */
  const prepare = (place: Place, written: boolean): void => {
    const { variable, block } = place;
    const id = variable.dataId;
    if (id === place.bound && (!written || store.references(id) === 1)) return;
    if (id === place.bound) detach(place);
    else {
      const values = store.entry(id).values as TypedArray;
      detach(place);
      arena.write(block.address, values);
    }
    if (store.references(id) === 1 && !arena.holds(store.entry(id).values)) {
      store.entry(id).values = view(place);
      place.bound = id;
    } else {
      const own = store.add(view(place), variable.dtype);
      const tensor = tf.engine().makeTensorFromDataId(own, variable.shape, variable.dtype);
      variable.assign(tensor);
      tensor.dispose();
      place.bound = own;
    }
  };

  return {
    acquire: (variable: tf.Variable): Place => {
      if (variable.dtype !== 'float32' && variable.dtype !== 'int32')
        throw stepError(
          `The variable ${variable.name} is of type ${variable.dtype}; a compiled step takes float32 and int32.`,
        );
      let place = places.get(variable);
      if (!place) {
        place = { variable, block: arena.allocate(4 * variable.size), bound: undefined, users: 0 };
        places.set(variable, place);
      }
      place.users++;
      return place;
    },
    prepare,
    release: (place: Place): void => {
      if (--place.users > 0) return;
      detach(place);
      arena.release(place.block);
      places.delete(place.variable);
    },
  };
};

export type VariablePlaces = ReturnType<typeof variablePlaces>;
