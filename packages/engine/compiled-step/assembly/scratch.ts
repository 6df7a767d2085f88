// The memory below firstFreeByte: from 1024 on constants, which the compiler places, then scratch of gemm.

/** Rows of a packed block of B, at most. */
export const maximumDepth: i32 = 512;
/** Columns of a packed block of B, at most; a power of two. */
export const maximumGroup: i32 = 64;
/** Elements of a packed block of A, at most: 256 KiB, so that it stays in the second-level cache. */
export const maximumArea: i32 = 65536;

/** A tile of C[6, 8] that is not stored as a whole. */
export const tile: usize = 4096;
export const packedA: usize = tile + 256;
export const packedB: usize = packedA + ((<usize>maximumArea) << 2);

/** All bytes from here on belong to the caller. */
export const firstFreeByte: i32 = <i32>packedB + ((maximumDepth * maximumGroup) << 2);
