import { LoadingPlaceholder } from '@grafana/ui';
import React, { type ComponentType, lazy, Suspense } from 'react';

/** Returns a component that comes in when it is first shown, so that a dashboard doesn't load an editor. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Lazy = lazy<ComponentType<object>>(async () => ({ default: (await load()) as ComponentType<object> }));
  return function Lazily(props: Props) {
    return (
      <Suspense fallback={<LoadingPlaceholder text="Loading the editor" />}>
        <Lazy {...props} />
      </Suspense>
    );
  };
}
