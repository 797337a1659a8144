"""How people sign in: passwords, and what django-axes counts."""

from datetime import timedelta

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "unionsite.accounts.sign_in.validators.LengthValidator"},
    {"NAME": "unionsite.accounts.sign_in.validators.ClassesValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "employee_number", "email", "phone"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "unionsite.accounts.sign_in.validators.HistoryValidator"},
]
PASSWORD_RESET_TIMEOUT = 1800
WAGTAILADMIN_LOGIN_URL = "/admin/login/"
# An administrator gives a new password and a ticket: a mailbox alone must not open the admin.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Wrong passwords are counted for each pair of user and address; `accounts.second_factor.throttles` counts across them.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "unionsite.core.request_values.address_of"
AXES_WHITELIST_CALLABLE = "unionsite.accounts.second_factor.known_browsers.is_known"
AXES_LOCKOUT_CALLABLE = "unionsite.accounts.sign_in.views.sign_in.locked_out"
# The audit log keeps who signed in; axes keeps what it counts.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
