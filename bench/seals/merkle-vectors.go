// Makes lib/seals/merkle-vectors.json with the Merkle trees that logs of Certificate Transparency run on, so that ours can be held
// against them. To run it:
//
//	go mod init vectors && go get github.com/transparency-dev/merkle@v0.0.2 && go run merkle-vectors.go > merkle-vectors.json
package main

import (
	"encoding/hex"
	"encoding/json"
	"os"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

type inclusion struct {
	Index uint64   `json:"index"`
	Size  uint64   `json:"size"`
	Path  []string `json:"path"`
}
type consistency struct {
	First uint64   `json:"first"`
	Size  uint64   `json:"size"`
	Path  []string `json:"path"`
}
type vectors struct {
	Source      string        `json:"source"`
	Leaves      []string      `json:"leaves"`
	Roots       []string      `json:"roots"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
}

// The leaves of the reference tests of Certificate Transparency, and more of the same.
var leaves = []string{
	"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
	"70", "8081", "909192", "a0", "b0b1b2b3", "c0c1", "d0", "e0e1e2e3e4", "f0f1",
}

var hasher = rfc6962.DefaultHasher

// Root of a range of leaves that is a subtree.
func root(data [][]byte, from, to uint64) []byte {
	factory := &compact.RangeFactory{Hash: hasher.HashChildren}
	r := factory.NewEmptyRange(0)
	for _, leaf := range data[from:to] {
		must(r.Append(hasher.HashLeaf(leaf), nil))
	}
	if from == to {
		return hasher.EmptyRoot()
	}
	hash, err := r.GetRootHash(nil)
	must(err)
	return hash
}

func path(data [][]byte, nodes proof.Nodes) []string {
	hashes := [][]byte{}
	for _, id := range nodes.IDs {
		from, to := id.Coverage()
		hashes = append(hashes, root(data, from, to))
	}
	hashes, err := nodes.Rehash(hashes, hasher.HashChildren)
	must(err)
	texts := []string{}
	for _, hash := range hashes {
		texts = append(texts, hex.EncodeToString(hash))
	}
	return texts
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	out := vectors{Source: "github.com/transparency-dev/merkle v0.0.2", Leaves: leaves}
	data := [][]byte{}
	for _, leaf := range leaves {
		bytes, err := hex.DecodeString(leaf)
		must(err)
		data = append(data, bytes)
	}
	for size := uint64(0); size <= uint64(len(data)); size++ {
		out.Roots = append(out.Roots, hex.EncodeToString(root(data, 0, size)))
		for index := uint64(0); index < size; index++ {
			nodes, err := proof.Inclusion(index, size)
			must(err)
			out.Inclusion = append(out.Inclusion, inclusion{index, size, path(data, nodes)})
		}
		for first := uint64(1); first <= size; first++ {
			nodes, err := proof.Consistency(first, size)
			must(err)
			out.Consistency = append(out.Consistency, consistency{first, size, path(data, nodes)})
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	must(encoder.Encode(out))
}
