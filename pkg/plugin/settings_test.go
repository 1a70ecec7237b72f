package plugin

import "testing"

func TestAPublicFolderOfARepositoryIsListedByItsTree(t *testing.T) {
	for _, one := range []struct{ address, files, listing string }{
		{"", "", ""},
		{"https://example.org/nights/index.json", "https://example.org/nights", ""},
		{"https://example.org/nights/", "https://example.org/nights", ""},
		{
			"https://github.com/o/r/tree/main/a/b",
			"https://raw.githubusercontent.com/o/r/main/a/b",
			"https://api.github.com/repos/o/r/git/trees/main?recursive=1",
		},
		{
			"http://git.example.org:8080/o/r/tree/main/a/",
			"http://git.example.org:8080/raw/o/r/main/a",
			"http://git.example.org:8080/api/v3/repos/o/r/git/trees/main?recursive=1",
		},
		{"https://github.com/o/r/tree/main/a?x", "https://github.com/o/r/tree/main/a?x", ""},
	} {
		files, listing := publicFolder(one.address)
		if files != one.files || listing != one.listing {
			t.Errorf("%s: %s and %s", one.address, files, listing)
		}
	}
}
