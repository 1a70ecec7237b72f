/** What the core uses of papaparse, whose own types need those of the browser. */
declare const Papa: {
  parse<Row>(
    text: string,
    options: {
      readonly header: true;
      readonly dynamicTyping: boolean;
      readonly skipEmptyLines: boolean;
      readonly preview: number;
    }
  ): { readonly data: Row[]; readonly errors: ReadonlyArray<{ readonly message: string; readonly row?: number }> };
};
export default Papa;
