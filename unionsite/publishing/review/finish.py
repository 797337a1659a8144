"""`WAGTAIL_FINISH_WORKFLOW_ACTION`: Wagtail loads this while its models are loading, so nothing is imported above."""


def release(workflow_state, user=None):
    """Release what passed both stages; see `services.releases.release`."""
    # See above.
    from unionsite.publishing.review.services.releases import release

    return release(workflow_state=workflow_state, user=user)
