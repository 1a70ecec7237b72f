import { CoreApp, dateTime, LoadingState, type PanelData, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { EmptyHint } from './EmptyHint';

const NOW = Date.UTC(2026, 10, 20);

describe('a query that finds nothing', () => {
  const NOTICES = [{ severity: 'info' as const, text: 'The newest night is of 20 Nov.' }];
  const found = (length: number, { days = 0.25, refId = 'A', state = LoadingState.Done } = {}): PanelData => ({
    state,
    series: [{ refId, length, fields: [], meta: { notices: NOTICES } }],
    timeRange: { from: dateTime(NOW - days * 86_400_000), to: dateTime(NOW) } as TimeRange,
  });
  const show = (data: PanelData, app?: CoreApp) => render(<EmptyHint refId="A" data={data} app={app} />);

  it('says why, and offers a time range that has nights', async () => {
    const partial = jest.spyOn(locationService, 'partial').mockReturnValue();
    show(found(0));
    expect(screen.getByText(/The newest night is of 20 Nov\./)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Last 30 days' }));
    expect(partial).toHaveBeenCalledWith({ from: 'now-30d', to: 'now' });
  });

  it('says it in words where Explore keeps the time range, and in a long range says no more than why', () => {
    const { unmount } = show(found(0), CoreApp.Explore);
    expect(screen.getByText(/such as the last 30 days/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Last 30 days' })).toBeNull();
    unmount();
    show(found(0, { days: 90 }));
    expect(screen.getByText('The newest night is of 20 Nov.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Last 30 days' })).toBeNull();
  });

  it.each([
    ['there is something', found(3)],
    ['it is still loading', found(0, { state: LoadingState.Loading })],
  ])('says nothing where %s', (_, data) => {
    show(data);
    expect(screen.queryByText('Nothing to show')).toBeNull();
  });

  it('says it of the query that found nothing, whatever others found', () => {
    show(found(3, { refId: 'B' }));
    expect(screen.getByText('Nothing to show')).toBeInTheDocument();
  });
});
