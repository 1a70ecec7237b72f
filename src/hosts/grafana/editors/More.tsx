import { Button, Stack, Text } from '@grafana/ui';
import React, { type ReactNode, useState } from 'react';

interface Props {
  readonly id: string;
  readonly label: string;
  /** What is set inside, in words: it is said while it can't be seen. */
  readonly set: readonly string[];
  readonly children: ReactNode;
}

/** Fields that are seldom needed, shown on demand. */
export function More({ id, label, set, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack direction="column" gap={1}>
      <Stack alignItems="center" gap={1} wrap="wrap">
        <Button
          variant="secondary"
          fill="text"
          size="sm"
          icon={isOpen ? 'angle-down' : 'angle-right'}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {label}
        </Button>
        {!isOpen && set.length > 0 && (
          <Text color="secondary" variant="bodySmall">
            {set.join(', ')}
          </Text>
        )}
      </Stack>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <Stack gap={1} wrap="wrap">
            {children}
          </Stack>
        )}
      </div>
    </Stack>
  );
}
