"""Settings of folders."""

# ruff: noqa: E501 — one case, one line.

import pytest

from hemostat.detect.content.webscripts.settings import odd_settings
from hemostat.model.level import Level


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    "text",
    [
        "AddType application/x-httpd-php .jpg",
        "<FilesMatch 'a\\.png'>\nSetHandler application/x-httpd-php\n</FilesMatch>",
        "SetHandler application/x-httpd-php",
        "php_value auto_prepend_file /tmp/.x",
        "auto_prepend_file = logo.gif",
        "AddHandler php-script .htaccess",
        "Options +ExecCGI\nAddHandler cgi-script .png",
        "Options -Indexes ExecCGI\nAddHandler cgi-script .txt",
        '<FilesMatch "^(favicon_[0-9a-f]+\\.ico|radio\\.php)$">\nSetHandler application/x-httpd-php\n</FilesMatch>',
    ],
)
def test_odd_settings_are_found(text: str) -> None:
    assert max(each.level for each in odd_settings(text)) >= Level.MEDIUM


@pytest.mark.parametrize(
    "text",
    [
        "AddHandler application/x-httpd-ea-php81 .php .php8 .phtml",
        "AddType application/x-httpd-php .php .html .htm",
        "php_value auto_prepend_file '/var/www/html/wordfence-waf.php'",
        "auto_prepend_file = '/home/shop/public_html/wordfence-waf.php'",
        "<FilesMatch '\\.(php4|php5|php3|php2|php|phtml)$'>\nSetHandler application/x-lsphp81\n</FilesMatch>",
        "<FilesMatch '\\.php$'>\nSetHandler 'proxy:unix:/run/php/php-fpm.sock|fcgi://localhost'\n</FilesMatch>",
        '<FilesMatch "^(?!.+\\.(?:png|ico)$).+\\.php$">\nSetHandler application/x-httpd-php\n</FilesMatch>',
        "RewriteEngine On\nRewriteRule . /index.php [L]",
        "AddType image/svg+xml .svg\nAddHandler cgi-script .cgi .pl",
        "auto_prepend_file = none",
        "AddHandler cgi-script .php .pl .py .jsp .asp .htm .shtml .sh .cgi\nOptions -ExecCGI",
        "Options -Indexes -ExecCGI\nAddHandler cgi-script .php .txt .tpl .phtml",
        "AddHandler cgi-script .jsp .aspx .lua",
    ],
)
def test_ordinary_settings_are_left_alone(text: str) -> None:
    assert all(each.level < Level.MEDIUM for each in odd_settings(text))
