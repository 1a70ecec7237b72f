import { actionsUrl, repositoryUrl, webHost } from './githubOptions';

describe("GitHub's hosts", () => {
  it.each([
    ['https://api.github.com', 'https://github.com/a/b'],
    ['https://api.octocorp.ghe.com', 'https://octocorp.ghe.com/a/b'],
    ['https://github.example.com/api/v3', 'https://github.example.com/a/b'],
    ['https://api.example.com', 'https://api.example.com/a/b'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/a/b'],
  ])('with the API at %s the pages are at %s', (apiUrl, page) => {
    expect(repositoryUrl(apiUrl, 'a/b')).toBe(page);
  });

  it('takes no other host for one of GitHub', () => {
    expect(webHost('api.github.com.evil.example')).toBe('api.github.com.evil.example');
    expect(webHost('api.a.b.ghe.com')).toBe('api.a.b.ghe.com');
  });

  it('asks below the repository, whatever stands at the end of the address', () => {
    expect(actionsUrl('https://api.github.com//', 'a/b')).toBe('https://api.github.com/repos/a/b/actions');
  });
});
