// Path.scan: a directory and what is below it in one answer, for os.scandir, os.walk and glob.

package monty

import (
	"io/fs"
)

// callScan answers with the tree down to max_depth as a list of (path, is_dir, is_file, is_symlink), with paths relative
// to where the scan begins. The interpreter walks it, or matches the pattern against it (scan.rs in monty-types).
func (t *mountTable) callScan(path string, call *OSCall) (any, error) {
	depth := -1
	if n, ok := call.kwarg("max_depth").(Int); ok {
		depth = int(n)
	}
	info, err := t.stat(path)
	if err != nil {
		return nil, err
	}
	s := scan{tree: t, limit: t.maxEntries(path), followLinks: call.flag("follow_symlinks")}
	link, err := t.lstat(path)
	s.add("", info.Mode(), err == nil && link.Mode()&fs.ModeSymlink != 0)
	if info.IsDir() {
		if err := s.walk(path, "", depth, 0); err != nil {
			return nil, err
		}
	}
	return NewList(s.entries...), nil
}

// scan collects the entries of a tree.
type scan struct {
	tree        *mountTable
	limit       int
	followLinks bool
	entries     []Object
}

func (s *scan) add(name string, mode fs.FileMode, link bool) {
	s.entries = append(s.entries, NewTuple(Str(name), Bool(mode.IsDir()), Bool(mode.IsRegular()), Bool(link)))
}

// walk adds what is in a directory, and goes down depth levels, or all if depth is negative. A directory that cannot be
// read is empty, except the first. The bound of links ends the descent into loops.
func (s *scan) walk(path, name string, depth, links int) error {
	if depth == 0 {
		return nil
	}
	limit := s.limit
	if limit >= 0 {
		limit = max(limit-len(s.entries)+1, 0)
	}
	entries, err := s.tree.list(path, limit)
	if err != nil {
		if errnoKnown(err) && name != "" {
			return nil
		}
		return err
	}
	for _, e := range entries {
		at, relative, link := join(path, e.name), e.name, e.kind&fs.ModeSymlink != 0
		if name != "" {
			relative = name + "/" + e.name
		}
		mode := e.kind
		if link {
			mode = fs.ModeSymlink
			if info, err := s.tree.stat(at); err == nil {
				mode = info.Mode()
			}
		}
		s.add(relative, mode, link)
		if s.limit >= 0 && len(s.entries) > s.limit+1 {
			return errTooManyEntries(s.limit)
		}
		if mode.IsDir() && (!link || s.followLinks && links < maxLinks) {
			next := links
			if link {
				next++
			}
			if err := s.walk(at, relative, depth-1, next); err != nil {
				return err
			}
		}
	}
	return nil
}

func errnoKnown(err error) bool {
	_, ok := errnoOf(err)
	return ok
}
