"""Django's settings. Everything that varies comes from the environment, through `scrum.env`."""

import os

from scrum import databases, env, mail, openid, production
from scrum.logs import logging_settings
from scrum.secret import local_key
from teams.sessions import rules as sessions

HOUSE = env.read(os.environ)
if HOUSE.in_production:
    production.refuse_faults(HOUSE)

BASE_DIR = env.BASE_DIR
DATA_DIR = HOUSE.data_dir
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = HOUSE.secret_key or local_key(DATA_DIR)
SECRET_KEY_FALLBACKS = list(HOUSE.secret_key_fallbacks)
DEBUG = HOUSE.debug
DEMO = HOUSE.demo
ALLOWED_HOSTS = list(HOUSE.allowed_hosts)
METRICS_TOKEN = HOUSE.metrics_token

# Applications, lowest first: each may import only those above it (tests/test_arrows.py).
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials.apps.SimpleAppConfig",
    "core",
    "live",
    "teams",
    "stories",
    "sprints",
    "forecasting",
    "ceremonies",
    "integrations",
    "telemetry_demo",
    "telemetry_demo.alerting",
    "scrum",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "scrum.middleware.observe",
    "scrum.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "teams.access.deny_undeclared_views",
    "teams.limits.guard.limit_guessing",
    "teams.sessions.keeping.keep_sessions",
]
ROOT_URLCONF = "scrum.urls"
ASGI_APPLICATION = "scrum.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": [
                "core.templatetags.truepace",
                "template_partials.templatetags.partials",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scrum.context.shell",
            ],
            # Partials outermost, around one cache: a fragment is then as cheap as its page.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

DATABASES = {
    "default": databases.postgresql(HOUSE.database_url)
    if HOUSE.database_url
    else databases.sqlite(DATA_DIR / "truepace.sqlite3"),
    # Readings have a database of their own, so that their writes never make a vote wait.
    "telemetry": databases.postgresql(HOUSE.telemetry_database_url)
    if HOUSE.telemetry_database_url
    else databases.sqlite(DATA_DIR / "telemetry.sqlite3", pages_before_checkpoint=4000),
}
# What is laid into this folder is read by the telemetry pipeline.
TELEMETRY_INBOX = DATA_DIR / "telemetry" / "inbox"
DATABASE_ROUTERS = ["telemetry_demo.router.TelemetryRouter"]

# Rendered fragments have their own room, so that they cannot push out what sign-in limits count.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# People
AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "scrum.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "teams.accounts.validators.ProductWordsValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "teams.profile.signup.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "teams.accounts.adapter.AccountAdapter"
SIGN_UP_OPEN = HOUSE.sign_up_open
# Where letters arrive, an address is confirmed before it opens anything; only then can sign-up answer alike for
# known and unknown addresses.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HOUSE.email_url else "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "add_email": "teams.accounts.forms.NewAddressForm",
    "change_password": "teams.accounts.forms.ChangePasswordForm",
    "login": "teams.accounts.forms.LoginForm",
    "reauthenticate": "teams.accounts.forms.ReauthenticateForm",
    "reset_password": "teams.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "teams.accounts.forms.ResetPasswordKeyForm",
    "set_password": "teams.accounts.forms.SetPasswordForm",
    "signup": "teams.accounts.forms.SignupForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "teams.accounts.two_factor.TwoFactorAdapter"
MFA_FORMS = {
    "authenticate": "teams.accounts.two_factor.AuthenticateForm",
    "reauthenticate": "teams.accounts.two_factor.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Truepace"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ
# Where no letter arrives, no address can be confirmed first.
MFA_ALLOW_UNVERIFIED_EMAIL = not HOUSE.email_url
# Sign-in with the organisation's provider. An account that exists is opened by its address only where the provider
# says that the address is confirmed.
SOCIALACCOUNT_ADAPTER = "teams.accounts.openid.OpenIDAdapter"
SOCIALACCOUNT_PROVIDERS = openid.providers(HOUSE)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
# Tries are counted by our own limits (teams/limits): atomic, in the database, before anything is hashed.
ACCOUNT_RATE_LIMITS = False
TRUSTED_PROXIES = HOUSE.trusted_proxies
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Truepace: "
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = int(sessions.IDLE.total_seconds())
ACCOUNT_LOGOUT_ON_GET = False

# Cookies and transport
SESSION_COOKIE_NAME = "__Host-session" if HOUSE.in_production else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HOUSE.in_production else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HOUSE.in_production
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = list(HOUSE.trusted_origins)
SECURE_SSL_REDIRECT = HOUSE.in_production
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HOUSE.in_production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# No inline script and no inline style anywhere, so no nonce is needed either. 'self' includes the
# web socket of the same origin. Plotly finds its styles in css/charts.css, so it need not write any.
# The name and shape are those of Django 6's own setting.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'", *filter(None, [openid.origin(HOUSE)])],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# What the server reads of one request at most, files included.
REQUEST_BODY_LIMIT = 25 * 1024 * 1024

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Nothing of the libraries' own pages is served, so their files are not looked for.
STATICFILES_FINDERS = ["core.assets.BundleFinder", "django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": HOUSE.file_storage, "OPTIONS": HOUSE.file_storage_options},
    "staticfiles": {"BACKEND": "scrum.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
# What may be attached to a story: bytes of one file, files of one story.
ATTACHMENT_LARGEST = HOUSE.attachment_mb * 1024**2
ATTACHMENTS_PER_STORY = 20

# Language and time
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Mail: to the server that EMAIL_URL names, otherwise into files of the data directory.
globals().update(mail.settings(HOUSE.email_url, DATA_DIR / "mail"))
# Where letters say that this house stands.
HOUSE_ADDRESS = mail.address_of(HOUSE.trusted_origins, HOUSE.port)
LETTERS_ARRIVE = bool(HOUSE.email_url)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = HOUSE.mail_from

# Wire and work in the background
REDIS_URL = HOUSE.redis_url
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "reveal_due_rounds": {"task": "ceremonies.tasks.reveal_due", "schedule": 20},
    "go_on_with_exports": {"task": "integrations.tasks.go_on_with_exports", "schedule": 5},
    "post_written_standups": {"task": "ceremonies.tasks.post_written_standups", "schedule": 60},
    "close_due_polls": {"task": "ceremonies.tasks.close_due_polls", "schedule": 20},
    "go_on_with_imports": {"task": "integrations.tasks.go_on_with_imports", "schedule": 5},
    "forget_old_answers": {"task": "teams.tasks.forget_old_answers", "schedule": 3600},
    "remind_people": {"task": "ceremonies.tasks.remind_people", "schedule": 30},
    "sweep_outbox": {"task": "teams.tasks.sweep_outbox", "schedule": 10},
    "forget_old_notifications": {"task": "teams.tasks.forget_old_notifications", "schedule": 3600},
    "forget_what_is_over": {"task": "teams.tasks.forget_what_is_over", "schedule": 3600},
    "erase_deleted_files": {"task": "stories.erase_deleted_files", "schedule": 3600},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")

# Programs' interface
REST_FRAMEWORK = {
    # Tokens first: their header is what a 401 asks for.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "teams.tokens.permissions.MayByToken",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["teams.rates.throttle.PublishedRates"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["teams.filters.StrictFilters"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "teams.rest.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Truepace",
    "DESCRIPTION": "Stories, sprints, velocity and forecasts of Scrum teams.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "scrum.schema.with_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "StoryKind": "stories.serializers.KINDS",
        "MembershipKind": "teams.serializers.KINDS",
        "TeamRole": "teams.serializers.TEAM_ROLES",
        "OrganisationRole": "teams.colleagues.serializers.ROLES",
        "InvitedRole": "teams.invitations.serializers.ROLES",
        "AbsenceKind": "teams.availability.forms.KINDS",
        "MeetingKind": "ceremonies.meeting.serializers.MEETING_KINDS",
        "MeetingState": "ceremonies.retro.serializers.MEETING_STATES",
        "ActionState": "ceremonies.retro.serializers.ACTION_STATES",
        "LedgerKind": "sprints.ledger.rules.EventKind",
        "AlertVerdict": "telemetry_demo.alerting.serializers.VERDICTS",
        "ReleaseChoice": "forecasting.releases.choices.CHOICE_NAMES",
    },
}

LOGGING_CONFIG = None
logging_settings(level=HOUSE.log_level, json=HOUSE.log_json)
WEB_THREADS = HOUSE.web_threads
