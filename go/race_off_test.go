//go:build !race

package monty

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
