import type { KindOf } from '../../types/type-descriptor.ts';
import { bigint, date, double, integer, timestamp, typeClass } from '../../types/type-descriptor.ts';

/** The types that are compared straight from their arrays. */
export const compared = typeClass('T', [bigint, integer, double, timestamp, date]);

type Kernel<A> = (out: Uint8Array, defer: (row: number) => void, a: A, b: A) => void;

/** A loop per storage: one function over several kinds of arrays would run at the speed of the slowest. */
function kernels(int64: Kernel<BigInt64Array>, int32: Kernel<Int32Array>, float64: Kernel<Float64Array>) {
  return { bigint: int64, timestamp: int64, integer: int32, date: int32, double: float64 } satisfies Partial<
    Record<KindOf<typeof compared>, unknown>
  >;
}

export const equalKernels = kernels(
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
  },
);

export const notEqualKernels = kernels(
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
  },
);

export const lessKernels = kernels(
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
);

export const lessOrEqualKernels = kernels(
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
);

export const greaterKernels = kernels(
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
);

export const greaterOrEqualKernels = kernels(
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
  (out, _, a, b) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
);
