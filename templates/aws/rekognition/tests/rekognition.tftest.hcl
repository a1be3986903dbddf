mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name   = "example-prod-judge"
  region = "us-east-1"
  images = true
  text   = true
}

run "rekognition_prod" {
  command = plan

  module {
    source = "./modules/rekognition"
  }

  assert {
    condition = {
      for filter in aws_bedrock_guardrail.this[0].content_policy_config[0].filters_config : filter.type => filter.input_strength
    } == { HATE = "HIGH", INSULTS = "MEDIUM", MISCONDUCT = "MEDIUM", SEXUAL = "HIGH", VIOLENCE = "MEDIUM" }
    error_message = "Texts of every harmful kind must be held."
  }

  assert {
    condition     = one(aws_bedrock_guardrail.this[0].word_policy_config[0].managed_word_lists_config[*].type) == "PROFANITY"
    error_message = "AWS's list of rude words must be held."
  }

  assert {
    condition     = aws_bedrock_guardrail_version.this[0].skip_destroy
    error_message = "A version that running code asks for must stay."
  }
}

run "rekognition_images_alone" {
  command = plan

  module {
    source = "./modules/rekognition"
  }

  variables {
    text = false
  }

  assert {
    condition     = length(aws_bedrock_guardrail.this) == 0 && output.text_region == "" && output.policy == ""
    error_message = "Without texts there is no guardrail."
  }
}
