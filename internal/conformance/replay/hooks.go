package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"mockpds/internal/conformance"
)

// mailbox reads mail at a URL.
func mailbox(base string) func(context.Context, string) ([]conformance.Mail, error) {
	return func(ctx context.Context, to string) ([]conformance.Mail, error) {
		text, err := call(ctx, http.MethodGet, base+"?to="+url.QueryEscape(to), nil)
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		var mails []conformance.Mail
		if err := json.Unmarshal(text, &mails); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		return mails, nil
	}
}

// clockAt moves the clock behind a URL.
func clockAt(base string) func(context.Context, conformance.Move) error {
	return func(ctx context.Context, m conformance.Move) error {
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if _, err := call(ctx, http.MethodPost, base, text); err != nil {
			return fmt.Errorf("clock: %w", err)
		}
		return nil
	}
}

func call(ctx context.Context, method, address string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", address, response.Status)
	}
	return text, err
}
