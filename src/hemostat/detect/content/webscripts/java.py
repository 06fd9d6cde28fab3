"""JSP and JSPX."""

import re

from hemostat.detect.content.webscripts.language import (
    C_ASSIGNMENT,
    C_COMMENTS,
    C_FUNCTION,
    PLUS,
    Language,
    sink,
)

JAVA = Language(
    name="JSP",
    endings=(".jsp", ".jspx", ".jspf", ".jspa", ".jsw", ".jsv", ".jtml", ".jhtml", ".tag", ".tagx"),
    marks=re.compile(r"<%|<jsp:|\$\{|#\{"),
    source=re.compile(
        r"\b(?:request|req|httpServletRequest|httpRequest|pageContext\s*\.\s*getRequest\s*\(\s*\))\s*\.\s*"
        r"(?:getParameter\w*|getHeaders?|getInputStream|getReader|getQueryString|getCookies|getPart\w*"
        r"|getRequestURI|getPathInfo)\b|\bparam(?:Values)?\s*(?:\.\s*\w+|\[)|\bgetParameter\s*\("
        r"|\bheader\s*\[|\bcookie\s*\[",
        re.IGNORECASE,
    ),
    sinks=(
        sink(r"\.\s*exec\s*\(", "command"),
        sink(r"\bnew\s+(?:java\.lang\.)?ProcessBuilder\s*\(", "command"),
        sink(r"\.\s*command\s*\(", "command"),
        sink(r"\bdefineClass\d?\s*\(", "class"),
        sink(r"\bdefineAnonymousClass\s*\(", "class"),
        sink(r"\bnew\s+(?:java\.net\.)?URLClassLoader\s*\(", "class"),
        sink(r"\.\s*loadClass\s*\(", "class"),
        sink(r"\.\s*eval\s*\(", "code"),
        sink(r"\bparseExpression\s*\(", "code"),
        sink(r"\bcreateValueExpression\s*\(", "code"),
        sink(r"\bcompileAndRun\s*\(|\bGroovyShell\s*\([^)]*\)\s*\.\s*evaluate\s*\(", "code"),
        sink(r"\bClass\s*\.\s*forName\s*\(", "class"),
        sink(r"\.\s*invoke\s*\(", "class"),
        sink(r"\bnew\s+(?:java\.io\.)?ObjectInputStream\s*\(", "object"),
        sink(
            r"\bnew\s+(?:java\.io\.)?(?:FileOutputStream|FileWriter|RandomAccessFile)\s*\(", "write"
        ),
        sink(r"\bFiles\s*\.\s*(?:write|copy|newOutputStream)\s*\(", "write"),
    ),
    comments=C_COMMENTS,
    joints=PLUS,
    assignment=C_ASSIGNMENT,
    function=C_FUNCTION,
)
INJECTS = re.compile(
    r"\b(?:addFilterMap(?:Before|Decoded)?|addFilterDef|addServletMappingDecoded|addServletMapping"
    r"|addApplicationEventListener|setApplicationEventListeners|registerMapping|registerHandler"
    r"|addInterceptor|adaptedInterceptors|addValve|getPipeline\s*\(\s*\)|ApplicationFilterConfig"
    r"|addEndpoint|upgradeProtocols|setHandler|FilterHolder|addFilterWithMapping)\b"
)
"""Calls that put a filter, servlet, listener or valve into a running server."""
INSIDES = re.compile(
    r"\bStandardContext\b|org\.apache\.catalina\.core|getDeclaredField|setAccessible\s*\(\s*true"
    r"|WebApplicationContextUtils|RequestMappingHandlerMapping|WebappClassLoaderBase|sun\.misc\.Unsafe"
)
"""How code gets at the inside of a server, which no page needs."""
BYTES = re.compile(r"\bdefineClass\d?\b|\bdefineAnonymousClass\b|\$\$BCEL\$\$")
UNPACKS = re.compile(
    r"\bBASE64Decoder\b|\bBase64\b|\bCipher\b|\bGZIPInputStream\b|\bInflater|DatatypeConverter",
    re.IGNORECASE,
)
