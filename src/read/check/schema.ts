import * as v from 'valibot';

import { type Fields, isFields } from '../../lib/types';

/**
 * The shapes inside a night's document. They are lenient: a part that is missing is missing, a metric that is not a
 * number is left out with an issue, and unknown fields are ignored. Shape: SGLang's nightly benchmark scripts.
 */
const LONGEST_TEXT = 500;

export const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));

/** Counts and lengths are whole numbers; a text of digits is taken too. */
export const count = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))]),
  v.integer(),
  v.minValue(0)
);

/** A count where there is one: what is none is left out, for it only tells series apart. */
export const optionalCount = v.nullish(v.fallback(v.nullable(count), null), null);

export const documentSchema = v.custom<Fields>(isFields, 'an object');

export const resultSchema = v.object({
  gpu_config: text,
  model: v.nullish(text, ''),
  variant: v.nullish(text, ''),
  server_args: v.optional(v.fallback(v.array(v.unknown()), [])),
  test_suite: v.nullish(text, ''),
  test_type: v.nullish(text, ''),
});

/** A row of a group, whose lengths hold whatever itself says. */
export const groupedBenchmarkSchema = v.object({ batch_size: count });

export const benchmarkSchema = v.object({ batch_size: count, input_len: count, output_len: count });

export const testSchema = v.object({ test_name: text });

export const groupSchema = v.object({
  input_len: count,
  output_len: count,
  benchmarks: v.array(v.unknown()),
});
