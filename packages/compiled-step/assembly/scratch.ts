// The module has no data of its own; it writes below firstFreeByte, and there only while a kernel runs.

/** Rows of a packed panel of B, at most. */
export const maximumDepth: i32 = 512;
/** Elements of a packed block of A, at most: 256 KiB, so that it stays in the second-level cache. */
export const maximumArea: i32 = 65536;

export const packedA: usize = 1024;
export const packedB: usize = packedA + ((<usize>maximumArea) << 2);
export const tile: usize = packedB + ((<usize>maximumDepth) << 5);

/** All bytes from here on belong to the caller. */
export const firstFreeByte: i32 = 287744;
