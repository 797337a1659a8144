"""Holds `WAGTAIL_FINISH_WORKFLOW_ACTION`. Wagtail imports it while models load, so nothing may be imported above."""


def release(workflow_state, user=None):
    """Release what passed both stages; see `services.releases.release`."""
    # See above.
    from unionsite.publishing.review.services.releases import release

    return release(workflow_state=workflow_state, user=user)
