// Programs under the name of something that nobody runs.

rule program_as_document {
  meta:
    name = "linux.content.program-as-document"
    level = "medium"
    confidence = "high"
    category = "disguised_program"
    attack = "T1036.008 T1036 T1564"
    incident_types = "trojan web_intrusion backdoor"
    next = "keep-evidence ask-owner quarantine-file find-entry"
    by_hand = "file {path}; stat {path}; sha256sum {path}"
    title_en = "A program carries the name of a picture or document"
    title_zh = "程序伪装成图片或文档"
    summary_en = "{path} is named as a picture, document, font or recording, and is a program."
    summary_zh = "{path} 名为图片、文档、字体或媒体文件，实际是程序。"
    benign_en = "A test file of a tool that tells kinds of files apart."
    benign_zh = "文件类型识别工具的测试文件。"
  strings:
    $shell = /^#!\s*\/[\w\/.-]{2,40}\b(ba|da|z|k|a)?sh\b|^#!\s*\/[\w\/.-]{2,40}\b(perl|python[\d.]*|php|ruby|node|lua|env)\b/
  condition:
    (kind == "elf" and uint8(4) < 3 and not is_documentation
      and extension matches /^\.(txt|log|md|json|ya?ml|js|mjs|conf|cfg|ini|sql|zip|gz|tgz|rar|7z|php|inc|tpl|lang|po|list|pem|crt|key|pub)$/)
    or extension matches /^\.(png|jpe?g|gif|bmp|ico|webp|tiff?|svgz?|avif|heic|pdf|docx?|xlsx?|pptx?|odt|ods|rtf|csv|woff2?|ttf|otf|eot|css|scss|less|map|mp3|mp4|avi|mov|mkv|wav|flac|ogg|webm|html?|xml|eml|psd|swf)$/
    and not is_documentation
    and (
      (kind == "elf" and uint8(4) < 3)
      or (uint16(0) == 0x5A4D and uint32(0x3C) < filesize and uint32(uint32(0x3C)) == 0x00004550)
      or ($shell at 0 and not extension matches /^\.(html?|xml|csv|map|eml|css|scss|less)$/)
    )
}
