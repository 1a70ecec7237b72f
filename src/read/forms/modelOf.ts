/** The path of a checkpoint in a cache of Hugging Face: its revision is a fact of the run, and no other model. */
const CHECKPOINT = /models--([^/]+?)--([^/]+?)(?:\/|$)/;

/** Returns the model's name, ORG/NAME, whatever path it was loaded from. */
export function modelOf(path: string): string {
  const [, owner, name] = CHECKPOINT.exec(path) ?? [];
  return owner && name ? `${owner}/${name}` : path || 'unknown';
}
