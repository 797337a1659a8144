"""Runs the guard before every view and after every table, and asks before a view whom a wing lets ask."""

from unionsite.accounts.second_factor import known_browsers
from unionsite.accounts.sign_in import guard
from unionsite.core.middleware import Middleware


class SecondFactorMiddleware(Middleware):
    """Stands after AuthenticationMiddleware and OTPMiddleware; `accounts.E002` refuses any other place."""

    def __call__(self, request):
        response = self.get_response(request)
        if guard.is_session_present(request) and (refusal := guard.refusal_of_table(request, response)):
            return refusal
        known_browsers.add_cookies(request, response)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        refusal = guard.refusal(request) if guard.is_session_present(request) else None
        return refusal or next(filter(None, (ask(request) for ask in guard.asked_next)), None)
