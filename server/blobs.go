package server

import (
	"bytes"
	"cmp"
	"net/http"
	"strings"

	"mockpds/internal/lexicon"
	"mockpds/internal/records"
	"mockpds/internal/xrpc"
)

// maxBlob is the largest blob in bytes. The reference's figure.
const maxBlob = 5 << 20

type blobView struct {
	Type     string       `json:"$type"`
	Ref      lexicon.Link `json:"ref"`
	MimeType string       `json:"mimeType"`
	Size     int64        `json:"size"`
}

type uploadBlobOutput struct {
	Blob blobView `json:"blob"`
}

// uploadBlob keeps a blob for the records to come. What its bytes say of its type counts for more
// than the request.
func (p *protocol) uploadBlob(who *caller, in xrpc.Blob) (*uploadBlobOutput, error) {
	ref, err := p.records.Upload(who.did, cmp.Or(sniff(in.Data), in.MimeType), in.Data)
	if err != nil {
		return nil, recordError(err)
	}
	return &uploadBlobOutput{blobView{"blob", lexicon.Link(ref.CID), ref.MimeType, ref.Size}}, nil
}

// signatures are bytes that files of a type have at a place, as far as images, films, sounds,
// fonts and archives go. Of two that match the first counts.
var signatures = []struct {
	at          int
	bytes, mime string
}{
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "GIF", "image/gif"},
	{0, "BM", "image/bmp"},
	{0, "II*\x00", "image/tiff"},
	{0, "MM\x00*", "image/tiff"},
	{0, "\x00\x00\x01\x00", "image/x-icon"},
	{0, "\x1a\x45\xdf\xa3", "video/webm"},
	{0, "OggS", "application/ogg"},
	{0, "fLaC", "audio/flac"},
	{0, "%PDF", "application/pdf"},
	{0, "\x1f\x8b", "application/gzip"},
	{0, "PK\x03\x04", "application/zip"},
	{0, "\x00asm", "application/wasm"},
	{0, "wOFF", "font/woff"},
	{0, "wOF2", "font/woff2"},
	{0, "<?xml ", "application/xml"},
	{8, "WEBP", "image/webp"},
	{8, "WAVE", "audio/wav"},
	{4, "ftypavi", "image/avif"},
	{4, "ftyphei", "image/heic"},
	{4, "ftypmif1", "image/heif"},
	{4, "ftypqt", "video/quicktime"},
	{4, "ftypM4A", "audio/x-m4a"},
	{4, "ftypM4V", "video/x-m4v"},
	{4, "ftyp", "video/mp4"},
}

// sniff returns a media type by the first bytes, or returns "". What the reference recognizes by
// more than these it does not.
func sniff(data []byte) string {
	for _, s := range signatures {
		if len(data) > s.at && bytes.HasPrefix(data[s.at:], []byte(s.bytes)) {
			return s.mime
		}
	}
	return ""
}

type getBlobParams struct {
	DID string `lex:"did,format=did"`
	CID string `lex:"cid,format=cid"`
}

// getBlob sends a blob that a record refers to, with headers that keep a browser from showing it.
func (p *protocol) getBlob(_ reader, in getBlobParams) (xrpc.Reply, error) {
	b, ok := p.records.Blob(in.DID, in.CID)
	if !ok {
		return xrpc.Reply{}, xrpc.InvalidRequest("Blob not found")
	}
	return xrpc.Reply{Status: http.StatusOK, Body: b.Data, Header: map[string]string{
		"Content-Type":            withCharset(b.MimeType),
		"X-Content-Type-Options":  "nosniff",
		"Content-Disposition":     `attachment; filename="` + in.CID + `"`,
		"Content-Security-Policy": "default-src 'none'; sandbox",
	}}, nil
}

// withCharset says of texts that they are UTF-8, as the reference's web framework does.
func withCharset(mime string) string {
	if strings.HasPrefix(mime, "text/") || mime == "application/json" ||
		mime == "application/javascript" {
		return mime + "; charset=utf-8"
	}
	return mime
}

type listBlobsParams struct {
	DID    string `lex:"did,format=did"`
	Since  string `lex:"since,optional,format=tid"`
	Limit  int64  `lex:"limit,optional,min=1,max=1000"` // 500 if absent
	Cursor string `lex:"cursor,optional"`
}

type listBlobsOutput struct {
	Cursor string   `json:"cursor,omitempty"`
	CIDs   []string `json:"cids"`
}

// listBlobs lists the blobs that records refer to.
func (p *protocol) listBlobs(_ reader, in listBlobsParams) (*listBlobsOutput, error) {
	page := records.Page{Limit: int(cmp.Or(in.Limit, 500)), Cursor: in.Cursor}
	cids, cursor := p.records.ListBlobs(in.DID, in.Since, page)
	return &listBlobsOutput{cursor, cids}, nil
}

type listMissingBlobsParams struct {
	Limit  int64  `lex:"limit,optional,min=1,max=1000"` // 500 if absent
	Cursor string `lex:"cursor,optional"`
}

type listMissingBlobsOutput struct {
	Cursor string                `json:"cursor,omitempty"`
	Blobs  []records.MissingBlob `json:"blobs"`
}

// listMissingBlobs lists the blobs that records of the caller refer to and that are not there.
func (p *protocol) listMissingBlobs(
	who *caller, in listMissingBlobsParams,
) (*listMissingBlobsOutput, error) {
	page := records.Page{Limit: int(cmp.Or(in.Limit, 500)), Cursor: in.Cursor}
	blobs, cursor := p.records.MissingBlobs(who.did, page)
	return &listMissingBlobsOutput{cursor, blobs}, nil
}
