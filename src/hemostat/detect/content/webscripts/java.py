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
        sink(r"\bnew\s+(?:java\.beans\.)?XMLDecoder\s*\(", "class"),
        # Below the site itself, under the visitor's name, with his content.
        sink(
            r"\bFileOutputStream\s*\([^;]{0,80}getRealPath[^;]{0,200}getParameter[^;]{0,60}?\)\s*\.\s*write\s*\(",
            "class",
        ),
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
_CLASS = re.compile(r"\b(?:forName|loadClass)\s*\(\s*(?P<name>[^()]*)")
_METHOD = re.compile(r"\bget(?:Declared)?Methods?\s*\(\s*(?P<name>[^(),]*)")
_LITERAL = re.compile(r"\"(?P<text>[\w.$]+)\"\s*(?:,.*)?", re.DOTALL)
_EXECUTES = re.compile(
    r"(?i)java\.lang\.(?:Runtime|Process\w*|ClassLoader|reflect\S*|invoke\S*|Class|System|Thread\w*)"
    r"|java\.(?:net|io|nio|beans|rmi|security)\..*|javax\.(?:script|el|naming|management)\..*|sun\..*"
    r"|jdk\..*|com\.sun\..*|org\.(?:apache|springframework|mozilla|codehaus|mvel\d?)\..*|(?:ognl|groovy"
    r"|bsh|jython)\..*"
)
_INVOCATION = re.compile(r"\.\s*invoke\s*\(")
_METHODS = re.compile(
    r"(?i)exec|eval|start|define\w*|load\w*|invoke|getRuntime|lookup|command|main"
)


def calls_only_its_own(text: str) -> bool:
    """Whether reflection in a page calls named methods of the application's own classes only.

    Class and method are constants there, and none of them executes what it is given: what the
    visitor sends is data, as in any call. A name put together at run time may be anything.
    """
    classes = [each["name"].strip() for each in _CLASS.finditer(text)]
    methods = [each["name"].strip() for each in _METHOD.finditer(text)]
    names = [_LITERAL.fullmatch(each) for each in (*classes, *methods)]
    if not classes or not methods or not all(names):
        return False
    kinds, calls = (
        [match["text"] for match in part if match]
        for part in (names[: len(classes)], names[len(classes) :])
    )
    is_harmless = not any(map(_EXECUTES.fullmatch, kinds)) and not any(
        map(_METHODS.fullmatch, calls)
    )
    return is_harmless and all("." in kind for kind in kinds)


def is_invocation(text: str) -> bool:
    """Whether a text begins with a call by reflection."""
    return _INVOCATION.match(text) is not None
