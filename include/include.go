// Package include holds the C header of the library, so that vendoring copies it along with the Go packages.
package include
