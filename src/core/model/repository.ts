/** Whether a text is `owner/name`, and so can't change the path of a request. */
export function isRepository(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,99}\/[\w.-]{1,100}$/.test(text) && !/(^|\/)\.{1,2}$/.test(text);
}
