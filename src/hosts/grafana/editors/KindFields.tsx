import React from 'react';

import { findMetric } from '../../../core';
import { type NightlyQuery } from '../types';
import { type KindOption } from './kindOptions';
import { OptionField } from './OptionField';

interface Props {
  readonly options: readonly KindOption[];
  readonly metrics: NonNullable<NightlyQuery['metrics']>;
  readonly idPrefix: string;
  readonly change: (changed: Partial<NightlyQuery>) => void;
}

/** Edits options of a query, as its kind declares them. */
export function KindFields({ options, metrics, idPrefix, change }: Props) {
  return options.map(({ name, option, value }) => (
    <OptionField
      key={name}
      id={`${idPrefix}-${name}`}
      option={option}
      value={value}
      metrics={metrics.flatMap((id) => findMetric(id)?.id ?? [])}
      onChange={(changed) => change({ [name]: changed })}
    />
  ));
}
