// Path.scan: a directory and what is below it in one answer, for os.scandir, os.walk and glob.

package monty

import (
	"context"
	"io/fs"
)

// callScan answers with the tree down to max_depth as a list of (path, is_dir, is_file, is_symlink), with paths relative
// to where the scan begins. The interpreter walks it, or matches the pattern against it (scan.rs in monty-types).
func (t *mountTable) callScan(ctx context.Context, path string, call *OSCall) (any, error) {
	depth := -1
	if n, ok := call.kwarg("max_depth").(Int); ok {
		depth = int(n)
	}
	info, err := t.stat(path)
	if err != nil {
		return nil, err
	}
	s := scan{ctx: ctx, tree: t, limit: t.maxEntries(path), followLinks: call.flag("follow_symlinks"), read: map[string][]scanned{}}
	link, err := t.lstat(path)
	s.add("", info.Mode(), err == nil && link.Mode()&fs.ModeSymlink != 0)
	if info.IsDir() {
		if err := s.walk(path, "", depth, 0); err != nil {
			return nil, tooMany(err, s.limit)
		}
	}
	return NewList(s.entries...), nil
}

// scan collects the entries of a tree.
type scan struct {
	ctx         context.Context
	tree        *mountTable
	limit       int
	followLinks bool
	entries     []Object
	read        map[string][]scanned // directories by their paths without links, which links can lead to again
}

// scanned is an entry of a directory with what it leads to.
type scanned struct {
	name string
	mode fs.FileMode // following a link
	link bool
	path string // without links
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
	if err := s.ctx.Err(); err != nil {
		return err
	}
	entries, err := s.list(path)
	if err != nil {
		if _, known := errnoOf(err); known && name != "" {
			return nil
		}
		return err
	}
	for _, e := range entries {
		below, follow := e.name, !e.link || s.followLinks
		if name != "" {
			below = name + "/" + e.name
		}
		if e.link && links == maxLinks {
			e.mode = fs.ModeSymlink // it leads nowhere any more
		}
		s.add(below, e.mode, e.link)
		if s.limit >= 0 && len(s.entries) > s.limit+1 { // the first is where the scan begins
			return errLongListing
		}
		if !e.mode.IsDir() || !follow {
			continue
		}
		next := links
		if e.link {
			next++
		}
		if err := s.walk(e.path, below, depth-1, next); err != nil {
			return err
		}
	}
	return nil
}

// list reads a directory, once.
func (s *scan) list(path string) ([]scanned, error) {
	if entries, ok := s.read[path]; ok {
		return entries, nil
	}
	limit := s.limit
	if limit >= 0 {
		limit = max(limit-len(s.entries)+1, 0)
	}
	found, err := s.tree.list(path, limit)
	if err != nil {
		return nil, err
	}
	entries := make([]scanned, len(found))
	for i, e := range found {
		at := join(path, e.name)
		entries[i] = scanned{name: e.name, mode: e.kind, link: e.kind&fs.ModeSymlink != 0, path: at}
		if !entries[i].link {
			continue
		}
		if info, err := s.tree.stat(at); err == nil {
			entries[i].mode = info.Mode()
			if s.followLinks && info.IsDir() {
				entries[i].path = s.tree.resolve(at)
			}
		}
	}
	s.read[path] = entries
	return entries, nil
}
