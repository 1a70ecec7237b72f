import { type Labels } from '../model/labels';

/** The page on which the trends of a series are, for links: each suite has its own. */
export function trendsPage({ case: ofCase, test_name, concurrency }: Labels): 'trends' | 'diffusion' | 'multinode' {
  if (ofCase ?? test_name) {
    return 'diffusion';
  }
  return concurrency ? 'multinode' : 'trends';
}
