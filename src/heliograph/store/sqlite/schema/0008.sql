-- What was given beside the text: octets, data coding, user data header, TLVs (`sms.given.Given` as MessagePack); empty
-- where nothing was.
ALTER TABLE body ADD COLUMN given BLOB NOT NULL DEFAULT x'';
