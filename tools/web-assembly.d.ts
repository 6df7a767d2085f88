// What is used of the WebAssembly JavaScript interface: the types of Node have it not, and those of the browser too much.
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Global {
    readonly value: number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Exports>);
    readonly exports: Exports;
  }
  const validate: (bytes: Uint8Array) => boolean;
}
