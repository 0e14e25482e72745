//go:build browser

package browsertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"hash/crc32"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var pictures = flag.String("pictures", "", "the folder of summary.md, for its pictures; none are taken without it")

// TestReadmePictures takes the pictures of the README, where it should, and in any case sees that the summary fits one.
func TestReadmePictures(t *testing.T) {
	source, err := os.ReadFile("../../docs/images/summary.md")
	if err != nil {
		t.Fatal(err)
	}
	file := newDesk(t).shown("summary", string(source))
	for _, scheme := range []string{"light", "dark"} {
		p := look(t, screen{"readme-" + scheme, 760, 900, scheme}, "summary", file)
		p.none("sideways")
		frame := ask[box](p, "boxOf", "main > :last-child")
		frame = box{0, 0, 760, frame.Y + frame.Height + 24}
		var out bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, p.picture(frame, 2)); err != nil {
			t.Fatal(err)
		}
		if out.Len() > 250_000 {
			t.Errorf("%s: %d bytes", scheme, out.Len())
		}
		if *pictures == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(*pictures, "summary-"+scheme+".png"), withSource(out.Bytes(), source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// withSource is a PNG that says what it shows, so that a test without a browser sees when that is another: its chunk tEXt
// (https://www.w3.org/TR/png-3/#11tEXt) has the SHA-256 of the source, behind the header that each PNG begins with.
func withSource(img, source []byte) []byte {
	const header = 8 + 12 + 13
	sum := sha256.Sum256(source)
	chunk := append([]byte("tEXtSource\x00"), hex.EncodeToString(sum[:])...)
	var out bytes.Buffer
	out.Write(img[:header])
	binary.Write(&out, binary.BigEndian, uint32(len(chunk)-4))
	out.Write(chunk)
	binary.Write(&out, binary.BigEndian, crc32.ChecksumIEEE(chunk))
	out.Write(img[header:])
	return out.Bytes()
}
