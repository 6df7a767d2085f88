import { expect, it } from 'vitest';
import { arrayLender } from '../src/array-lender.js';

it('lends memory to one at a time, and the same again to the next', () => {
  const [one, other] = [arrayLender(), arrayLender()];
  const first = one.borrow(1000);
  const second = other.borrow(10);
  expect([first.length, second.length]).toEqual([1000, 10]);
  expect(first.buffer).not.toBe(second.buffer);
  one.takeBack();
  other.takeBack();

  const next = arrayLender();
  // The smallest that is large enough.
  expect(next.borrow(8).buffer).toBe(second.buffer);
  expect(next.borrow(9).buffer).toBe(first.buffer);
  expect(next.borrow(9).buffer).not.toBe(first.buffer);
  next.takeBack();
});

it('keeps no more arrays than were lent at a time', () => {
  const lender = arrayLender();
  const seen = new Set<ArrayBufferLike>();
  for (let length = 10_000; length < 10_020; length++) {
    const array = lender.borrow(length);
    expect(array.length).toBe(length);
    seen.add(array.buffer);
    lender.takeBack();
  }
  const kept = Array.from({ length: 8 }, () => lender.borrow(1).buffer).filter((buffer) => seen.has(buffer));
  expect(kept.length).toBe(1);
  lender.takeBack();
});
