-- Tokens of modalities that have prices of their own. Parts of a bucket, not buckets: the sums stay as they are.
-- Null: the client does not say how many of the bucket's tokens they are.
alter table spans
  add column cache_read_audio_tokens int,  -- of cache_read_tokens
  add column cache_read_image_tokens int,
  add column input_image_tokens      int,  -- of input_uncached_tokens
  add column input_video_tokens      int,
  add column output_image_tokens     int,  -- of output_text_tokens
  add column output_video_tokens     int;
