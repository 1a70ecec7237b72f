import { useState } from 'react';

/**
 * Returns a text that is edited before it is saved, and how to change it. Where what is saved changes meanwhile, as by a
 * click on an example, the text follows.
 */
export function useDraft(saved: string): readonly [text: string, change: (text: string) => void] {
  const [draft, setDraft] = useState({ saved, text: saved });
  if (draft.saved !== saved) {
    setDraft({ saved, text: saved });
  }
  return [draft.saved === saved ? draft.text : saved, (text) => setDraft({ saved, text })];
}
