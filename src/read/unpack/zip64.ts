import { concatBytes } from '../../lib/bytes';

const END = 0x06054b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LONGEST_COMMENT = 0xffff;

/**
 * Returns a zip without the records of zip64 at its end, where the usual record beside them says everything: programs that write to a
 * stream add them to small zips too, and jszip then takes them for bytes that were put before the zip.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.14 to 4.3.16
 */
export function withoutNeedlessZip64(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const locator = end - LOCATOR_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR) {
    return bytes;
  }
  const [entries, size, offset] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  const directoryEnd = offset + size;
  const isNeeded = entries === 0xffff || size === 0xffffffff || offset === 0xffffffff;
  const isThere = directoryEnd < locator && view.getUint32(directoryEnd, true) === ZIP64_END;
  return !isNeeded && isThere
    ? concatBytes([bytes.subarray(0, directoryEnd), bytes.subarray(end)], directoryEnd + bytes.length - end)
    : bytes;
}

/** Returns where the record at the end begins, before a comment; -1 where there is none. */
function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END) {
      return at;
    }
  }
  return -1;
}
