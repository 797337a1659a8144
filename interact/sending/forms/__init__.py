"""The forms of the channels; `channels.records` names one for each."""
