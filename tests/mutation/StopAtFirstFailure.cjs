const { TestEnvironment } = require('jest-environment-node');

/** A mutant is dead with the first test that fails: those after it are skipped. */
module.exports = class StopAtFirstFailure extends TestEnvironment {
  hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') {
      this.hasFailed = true;
    } else if (name === 'test_start' && this.hasFailed) {
      test.mode = 'skip';
    }
  }
};
