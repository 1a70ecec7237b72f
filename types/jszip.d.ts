/**
 * The part of jszip's documented API that the core uses, for `tsconfig.core.json` alone: jszip's own types pull in
 * those of Node, which would blind the check that the core needs neither Node nor the browser.
 */
declare class JSZip {
  static loadAsync(data: Uint8Array): Promise<JSZip>;
  file(name: string, data: Uint8Array): this;
  file(name: string): JSZip.JSZipObject | null;
  readonly files: Readonly<Record<string, JSZip.JSZipObject>>;
}

declare namespace JSZip {
  interface JSZipObject {
    readonly name: string;
    readonly unsafeOriginalName?: string;
    readonly dir: boolean;
    async(type: 'string'): Promise<string>;
  }
}

export default JSZip;
