import { CoreApp, LoadingState, type PanelData } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Alert, Button } from '@grafana/ui';
import React from 'react';

import { MS_PER_DAY } from '../../../core';

interface Props {
  readonly refId: string;
  readonly data?: PanelData;
  readonly app?: string;
}

/** A shorter range seldom holds enough nights: Grafana's own of six hours and of one hold none. */
const ENOUGH_DAYS = 30;

/** Says why there is nothing to see where a query found nothing, and offers a time range that has nights. */
export function EmptyHint({ refId, data, app }: Props) {
  const frames = data?.series.filter((frame) => frame.refId === refId) ?? [];
  if (data?.state !== LoadingState.Done || frames.some(({ length }) => length > 0)) {
    return null;
  }
  const texts = frames.flatMap(({ meta }) => meta?.notices?.map(({ text }) => text) ?? []);
  const { from, to } = data.timeRange;
  const isShort = to.valueOf() - from.valueOf() < ENOUGH_DAYS * MS_PER_DAY;
  // Explore keeps its time range elsewhere than in the address.
  const canWiden = isShort && app !== CoreApp.Explore;
  return (
    <Alert title="Nothing to show" severity="info">
      {[...new Set(texts)].join(' ') || 'No night has what the filters leave.'}
      {isShort && !canWiden && ` Choose a longer time range, such as the last ${ENOUGH_DAYS} days.`}
      {canWiden && (
        <div>
          <Button
            size="sm"
            variant="secondary"
            onClick={() => locationService.partial({ from: `now-${ENOUGH_DAYS}d`, to: 'now' })}
          >
            Last {ENOUGH_DAYS} days
          </Button>
        </div>
      )}
    </Alert>
  );
}
