import React from 'react';
import { safeParse } from 'valibot';

import { findMetric, queryKindOf, type QueryOption } from '../core';
import { type NightlyQuery } from '../types';
import { MetricsField } from './MetricsField';
import { OptionField } from './OptionField';

interface Props {
  readonly query: NightlyQuery;
  readonly idPrefix: string;
  readonly variables?: readonly string[];
  /** Options that are not offered, for they are always the same here. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly change: (changed: Partial<NightlyQuery>) => void;
}

/** Edits what one kind of query has besides its filter: its metrics and its options, as the kind declares them. */
export function KindFields({ query, idPrefix, variables, fixed = {}, change }: Props) {
  const { options, metrics: first } = queryKindOf(query.kind);
  const metrics = query.metrics ?? first ?? [];
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, valueOf(option, query[name as keyof NightlyQuery])])
  );
  const offered = Object.entries(options).filter(
    ([name, { applies }]) => !(name in fixed) && (applies?.({ ...values, ...fixed }) ?? true)
  );
  return (
    <>
      {first && (
        <MetricsField
          id={`${idPrefix}-metrics`}
          value={metrics}
          variables={variables}
          mayBeEmpty={first.length === 0}
          onChange={(value) => change({ metrics: value })}
        />
      )}
      {offered.map(([name, option]) => (
        <OptionField
          key={name}
          id={`${idPrefix}-${name}`}
          option={option}
          value={values[name]}
          metrics={metrics.flatMap((id) => findMetric(id)?.id ?? [])}
          onChange={(value) => change({ [name]: value })}
        />
      ))}
    </>
  );
}

/** What an option is: as it was saved, or its default where that is nothing or wrong. A variable stands for what it will be. */
function valueOf({ schema, field }: QueryOption, saved: unknown): unknown {
  if (field.as === 'choice' && typeof saved === 'string' && saved.includes('$')) {
    return saved;
  }
  const parsed = safeParse(schema, saved);
  return parsed.success ? parsed.output : safeParse(schema, undefined).output;
}
