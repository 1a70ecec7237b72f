import { plainText } from '../../lib/texts';
import { makeIssue } from '../../model/issue';
import { type Form } from './form';

/** A line that says how a file of tests ended, beside those of what was measured: it measures nothing. */
export const testFileForm: Form = {
  title: 'result of a test file',
  recognises: ({ kind, test_file: file }) => kind === 'file' && typeof file === 'string',
  read: ({ status, test_file: file, error }, where) => {
    const why = typeof error === 'string' && error ? error : `its status is ${String(status)}`;
    return {
      rows: [],
      issues:
        status === 'pass'
          ? []
          : [makeIssue('testFailed', `${where} (${plainText(String(file))})`, 'a test that passes', why)],
    };
  },
};
